"""The notes once more, in Python over SQLite: a program that answers one JSON line for each request line.

python3 notes.py [--bug no-commit | no-lock | slow]: with a bug planted, to see it found.
"""

import json
import sqlite3
import sys
import time
from contextlib import contextmanager
from pathlib import Path

BUG = sys.argv[2] if sys.argv[1:2] == ["--bug"] else None


class Refused(Exception):
    """Something that callers can rely on: a code, and a text for people."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Notes:
    def __init__(self, home):
        # Transactions are begun and ended here alone, not by the module.
        self.db = sqlite3.connect(Path(home) / "notes-py.db", timeout=10, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY, id TEXT UNIQUE, note TEXT)")

    def add(self, note):
        check(*note.values())
        with self.change():
            if self.get(note["id"]) is not None:
                raise Refused("EXISTS", f'There is a note "{note["id"]}" already.')
            note = {**note, "comments": []}
            self.db.execute("INSERT INTO notes (id, note) VALUES (?, ?)", (note["id"], json.dumps(note)))
        return note

    def edit(self, id, changes):
        check(id, *changes.values())
        with self.change():
            note = {**self.found(id), **changes}
            self.put(note)
        return note

    def remove(self, id):
        check(id)
        return self.db.execute("DELETE FROM notes WHERE id = ?", (id,)).rowcount > 0

    def removeTagged(self, tag):
        check(tag)
        with self.change():
            gone = [(note["id"],) for note in self.list({"tag": tag})]
            self.db.executemany("DELETE FROM notes WHERE id = ?", gone)
        return len(gone)

    def comment(self, id, text):
        check(id, text)
        with self.change():
            note = self.found(id)
            note["comments"].append(text)
            self.put(note)
        return len(note["comments"])

    def get(self, id):
        check(id)
        row = self.db.execute("SELECT note FROM notes WHERE id = ?", (id,)).fetchone()
        return json.loads(row[0]) if row else None

    def list(self, filter=None):
        tag, text = (filter or {}).get("tag"), (filter or {}).get("text", "")
        check(tag, text)
        notes = [json.loads(note) for (note,) in self.db.execute("SELECT note FROM notes ORDER BY number")]
        if tag is not None:
            notes = [note for note in notes if tag in note["tags"]]
        notes = [note for note in notes if text in note["title"] or text in note["body"]]
        return sorted(notes, key=lambda note: -note["priority"])

    @contextmanager
    def change(self):
        """The write lock comes first: nobody else changes what is read here before it is written again."""
        if BUG != "no-lock" and not self.db.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")
        if BUG == "no-commit":
            yield
        else:
            with self.db:
                yield

    def found(self, id):
        note = self.get(id)
        if note is None:
            raise Refused("MISSING", f'There is no note "{id}".')
        return note

    def put(self, note):
        self.db.execute("UPDATE notes SET note = ? WHERE id = ?", (json.dumps(note), note["id"]))


def check(*values):
    for value in values:
        if isinstance(value, list):
            check(*value)
        elif isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Refused("INVALID", "A text is not well-formed.") from None
        elif isinstance(value, float) or isinstance(value, int) and abs(value) > 2**53 - 1:
            raise Refused("INVALID", "A number is not an exact integer.")


OPERATIONS = ["add", "edit", "remove", "removeTagged", "comment", "get", "list"]
stores = {}


def answer(request):
    if request["op"] == "capabilities":
        return {"name": "notes-py", "version": "1", "ops": OPERATIONS}
    home = request["home"]
    if home not in stores:
        stores[home] = Notes(home)
    if BUG == "slow" and request["op"] == "get":
        time.sleep(0.02)
    return getattr(stores[home], request["op"])(*request["args"])


for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"ok": answer(request)}
    except Refused as refused:
        reply = {"err": str(refused), "code": refused.code}
    print(json.dumps({**reply, "id": request["id"]}), flush=True)
