"""Reads a database (schema.md) with Python's standard library alone, 3.8 and later: prints each session with its messages and
outputs, and compares every row with its digest. `python3 docs/read_sessions.py ~/.ait42/sessions.db`; changes nothing.
Exit code 0: every digest holds; 2: no file was named; 4: it is not there or no such database; 8: the output names each row
that does not match its own."""
import hashlib, json, pathlib, shutil, sqlite3, subprocess, sys

try:
    from compression import zstd  # Python 3.14 and later
except ImportError:
    zstd = None



def stop(code, text):
    print(text, file=sys.stderr)
    sys.exit(code)


def opened(file):
    if not file.is_file():
        stop(4, f"There is no database file {file}.")
    # As a URI, in which characters like ? and # of the path are escaped.
    found = sqlite3.connect(file.resolve().as_uri() + "?mode=ro", uri=True)
    found.row_factory = sqlite3.Row
    try:
        found.execute("SELECT session_key FROM sessions LIMIT 1")
    except sqlite3.Error as error:
        stop(4, f"{file} cannot be read as a database of sessions: {error}.")
    return found


if len(sys.argv) != 2:
    stop(2, "Name one database file: python3 read_sessions.py ~/.ait42/sessions.db")
database = opened(pathlib.Path(sys.argv[1]))
damaged = unmarked = 0


def rows(table, key=None):
    """The rows of a table, or those of one session in their order."""
    where = "" if key is None else "WHERE session_key = ? ORDER BY position"
    for row in database.execute(f"SELECT * FROM {table} {where}", () if key is None else (key,)):
        check(table, row)
        yield row


def check(table, row):
    global damaged, unmarked
    if row["digest"] is None:  # another program wrote it
        unmarked += 1
        return
    values = [value.hex() if isinstance(value, bytes) else value for name, value in zip(row.keys(), row) if name != "digest"]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    if hashlib.sha256(text.encode()).digest()[:16] != row["digest"]:
        damaged += 1
        print(f"DAMAGED {table} {row['session_key']}")


def output_of(instance):
    """Text as it is; long ones are zstd frames of their UTF-8."""
    output = instance["output"]
    if instance["output_codec"] is None:
        return output or ""
    try:
        if zstd is not None:
            return zstd.decompress(output).decode()
        if shutil.which("zstd") is not None:
            return subprocess.run(["zstd", "-dcq"], input=output, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout.decode()
    except Exception as error:  # the row's digest says whether it is damaged
        return f"(cannot be unpacked: {error})"
    return f"({len(output)} bytes of zstd: Python 3.14 or the program zstd unpacks them)"


for session in rows("sessions"):
    print(f"{session['updated_at']} {session['status']} {session['id']!r}: {session['task'][:60]!r}")
    for instance in rows("instances", session["session_key"]):
        print(f"  {instance['agent_name']!r}: {instance['status']}, {output_of(instance)[-60:]!r}")
    for message in rows("chat_messages", session["session_key"]):
        print(f"  {message['role']}: {message['content'][:60]!r}")
print(f"{damaged} rows damaged, {unmarked} without a digest")
sys.exit(8 if damaged else 0)
