"""Checks a certificate of a migration (certificate.md) against a home and, with --restored, against the files that the
database gave back. Shares no code with the program that wrote it. Python 3.9+, standard library only.
Exit code 0: everything matches; 11: the output names each place that does not; 2: wrong usage."""
import argparse, hashlib, json, re, sys
from pathlib import Path

U32, U64 = 2**32 - 1, 2**64 - 1
MESSAGE = {"id": str, "role": str, "content": str, "timestamp": str, "instanceId?": U32}
INSTANCE = {"instanceId": U32, "worktreePath": str, "branch": str, "agentName": str, "status": str, "tmuxSessionId": str,
            "output?": str, "startTime?": str, "endTime?": str, "filesChanged?": U32, "linesAdded?": U32,
            "linesDeleted?": U32, "runtime?": str, "model?": str, "runtimeLabel?": str}
SESSION = {"id": str, "type": str, "task": str, "status": str, "createdAt": str, "updatedAt": str, "completedAt?": str,
           "instances": [INSTANCE], "chatHistory": [MESSAGE], "model?": str, "timeoutSeconds?": U32,
           "preserveWorktrees?": bool, "winnerId?": U32, "runtimeMix?": [str], "totalDuration?": U64,
           "totalFilesChanged?": U32, "totalLinesAdded?": U32, "totalLinesDeleted?": U32}
WHITE_SPACE = re.compile("[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*")
FIRST_GAP, INNER_GAP = rb"[ \t\r\n]*\[[ \t\r\n]*", rb"[ \t\r\n]*,[ \t\r\n]*"
SELF_DIGEST = re.compile(rb',\n  "selfDigest": "([0-9a-f]{64})"\n\}\n\Z')
VERDICTS, UNITS = ("imported", "unchanged", "aside", "refused"), ("sessions", "instances", "messages")
UNCHECKABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
failures, SINCE = [], 'not the certified bytes: written since, or another file ("ait42-migrate verify" compares both sides now)'

class Number(str): """A number as it is spelled: 1.0 and -0 are no integers here."""
def fail(place, problem):
    failures.append(print(f"{place}: {problem}"))
def sha256(data): return hashlib.sha256(data).hexdigest()
def merkle(leaves):  # the root of RFC 6962, section 2.1, over leaves that are bytes
    if len(leaves) < 2:
        return hashlib.sha256(b"\0" + leaves[0] if leaves else b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:])).digest()

def canonical(kind, value):
    """The value of a field in canonical form; ValueError when it is of another type."""
    if isinstance(kind, dict): return canonical_record(kind, value)
    if isinstance(kind, list) and type(value) is list:
        return "[" + ",".join(canonical(kind[0], item) for item in value) + "]"
    if kind is str and type(value) is str:
        value.encode("utf-8")  # refuses a lone surrogate (as below for keys) with a kind of ValueError
        return json.dumps(value, ensure_ascii=False)
    if kind is bool and type(value) is bool: return "true" if value else "false"
    is_integer = type(kind) is int and type(value) is Number and re.fullmatch("0|[1-9][0-9]{0,19}", value)
    if is_integer and int(value) <= kind: return str(value)
    raise ValueError("a value of another type")
def canonical_record(fields, value):
    """Objects come as tuples of pairs, so that a key that stands twice is seen; a list is a positional record."""
    names = [key.rstrip("?") for key in fields]
    if type(value) is list and len(value) == len(names):
        value = tuple(zip(names, value))
    pairs = [pair for pair in value if pair[0].encode("utf-8").decode() in names] if type(value) is tuple else []
    values = dict(pairs)
    if len(values) != len(pairs): raise ValueError("a key twice")
    texts = ["null" if values.get(name) is None and key.endswith("?") else canonical(fields[key], values.get(name))
             for key, name in zip(fields, names)]
    return "{" + ",".join(f'"{name}":{text}' for name, text in zip(names, texts)) + "}"

def digests_in(data):  # of the sessions in the bytes of a session file; ValueError when it cannot be read
    text = data.decode("utf-8")
    if WHITE_SPACE.fullmatch(text): return []
    sessions = json.loads(text, object_pairs_hook=tuple, parse_int=Number, parse_float=Number, parse_constant=int)
    if type(sessions) is not list: raise ValueError("no array")
    return [sha256(canonical_record(SESSION, session).encode("utf-8")) for session in sessions]
def compare(place, expected, actual):
    for position in range(max(len(expected), len(actual))):
        if expected[position:position + 1] != actual[position:position + 1]:
            return fail(f"{place}, record {position}", "not the session of the certificate, or none")

def check_file(entry, data):
    place, end, gap = entry["file"], 0, FIRST_GAP
    is_same = len(data) == entry["sizeBytes"] and sha256(data) == entry["sha256"]
    if not is_same: fail(place, SINCE)
    for position, row in enumerate(entry["sessions"]):
        start, end_before, end = row["offset"], end, row["offset"] + row["sizeBytes"]
        if sha256(data[start:end]) != row["sha256"] or not re.fullmatch(gap, data[end_before:start]):
            return fail(f"{place}, record {position}", "its bytes changed, or what stands before it")
        gap = INNER_GAP
    try:
        digests = digests_in(data)
    except (ValueError, RecursionError):
        return None if is_same and entry["fileRoot"] is None else fail(place, "the file cannot be read")
    if entry["fileRoot"] is None: return fail(place, "the file can be read, and the certificate says that it cannot")
    compare(place, [row["digest"] for row in entry["sessions"]], digests)

def file_of(home, file):  # in its place, or in the archive when "archive" moved it there in the present phase sqlite
    folder, place, phase = Path(home, ".ait42"), Path(home, file), Path(home, ".ait42", "migration", "phase.json")
    if place.exists() or not phase.exists(): return place
    state = json.loads(phase.read_bytes())
    lists = [json.loads(path.read_bytes()) for path in sorted(Path(folder, "archive").glob("archived-*.json"))]
    for row in [row for moved in lists if moved["at"] >= (state["since"] or "~") for row in moved["files"]]:
        if state["phase"] == "sqlite" and row["file"] == file: place = folder / "archive" / "originals" / row["sha256"]
    return place
def check_entry(entry, home, restored):
    place, digests = entry["file"] or entry["workspace"], [row["digest"] for row in entry["sessions"]]
    held = digests if entry["databaseSessions"] is None else entry["databaseSessions"]
    for root, rows in (entry["fileRoot"], digests), (entry["databaseRoot"], held):
        if root is not None and root != merkle([bytes.fromhex(digest) for digest in rows]).hex():
            fail(place, "a root does not follow from the digests")
    account = entry["account"]
    if any(account["read"][unit] != sum(account[verdict][unit] for verdict in VERDICTS) for unit in UNITS):
        fail(place, "read is not imported + unchanged + aside + refused")
    if entry["file"] and entry["sha256"]: check_file(entry, file_of(home, entry["file"]).read_bytes())
    if restored and entry["databaseRoot"] is not None:
        name = "sessions.json" if entry["workspace"] == "global" else f"sessions/{entry['workspace']}.json"
        data = Path(restored, ".ait42", name).read_bytes()
        compare(f"restored {place}", held, digests_in(data))
        if entry["fileRoot"] == entry["databaseRoot"] and sha256(data) != entry["sha256"]:
            fail(f"restored {place}", SINCE)

def check_sums(certificate):
    entries, totals = certificate["workspaces"], certificate["totals"]
    keys = ("workspace", "file", "sizeBytes", "sha256", "fileRoot", "databaseRoot")
    leaves = ["".join(f"{'-' if entry[key] is None else entry[key]}\n" for key in keys) for entry in entries]
    if merkle([leaf.encode("utf-8") for leaf in leaves]).hex() != certificate["contentRoot"]:
        fail("certificate", "contentRoot does not follow from the workspaces")
    account_sum = lambda part, unit: sum(entry["account"][part][unit] for entry in entries)
    sums = {part: {unit: account_sum(part, unit) for unit in UNITS} for part in ("read", *VERDICTS)}
    verdicts = [entry["verdict"] for entry in entries if entry["file"] is not None]
    counts = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    if totals != {"files": {"read": sum(counts.values()), **counts}, "records": sums} or sum(counts.values()) != len(verdicts):
        fail("certificate", "totals are not the sums over the workspaces")

def check(path, home, restored):
    text = Path(path).read_bytes()
    end = SELF_DIGEST.search(text)
    if end is None or sha256(text[:end.start()]) != end[1].decode():
        fail("certificate", "selfDigest does not match: its text was changed")
    certificate = json.loads(text.decode("utf-8"))
    if certificate["schema"] != "storeproof.certificate/1": raise ValueError("another schema")
    for entry in certificate["workspaces"]:
        try:
            check_entry(entry, home, restored)
        except UNCHECKABLE as error:
            fail(entry["file"] or entry["workspace"], f"cannot be checked ({type(error).__name__})")
    present = [f".ait42/sessions/{path.name}" for path in sorted(Path(home, ".ait42", "sessions").glob("*.json"))]
    for file in set(present) - {entry["file"] for entry in certificate["workspaces"]}:
        if re.fullmatch(r".*/[0-9a-f]{16}\.json", file): fail(file, "the certificate does not know this file")
    check_sums(certificate)
    return certificate["contentRoot"]

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("certificate")
parser.add_argument("--home", required=True, help="the directory that holds .ait42")
parser.add_argument("--restored", help='where "ait42-migrate restore-json --out" wrote')
options = parser.parse_args()
try:
    content_root = check(options.certificate, options.home, options.restored)
except UNCHECKABLE as error:
    fail("certificate", f"is none, or cannot be checked ({type(error).__name__}, line {getattr(error, 'lineno', '?')})")
if failures: sys.exit(11)
print(f"Certificate holds: content root {content_root}")
