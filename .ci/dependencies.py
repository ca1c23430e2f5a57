"""Checks Cargo.lock against deny.toml without the network: banned crates, sources, and versions with known faults.

The advisory database is not reachable from every build machine; `cargo deny check` does the whole of it where it is.
"""
import sys
import tomllib

# Oldest versions that may be linked, each with the advisory or reason.
OLDEST = {
    "quick-xml": ((0, 41, 0), "RUSTSEC-2026-0194, RUSTSEC-2026-0195"),
    "h2": ((0, 4, 16), "RUSTSEC-2026-0258"),
    "lettre": ((0, 11, 23), "RUSTSEC-2026-0561 is answered by encoded parts"),
    "libsqlite3-sys": ((0, 36, 0), "SQLite before 3.51.3 has the WAL-reset race"),
}


def version(text):
    return tuple(int(part) for part in text.split("+")[0].split("-")[0].split("."))


lock = tomllib.load(open("Cargo.lock", "rb"))["package"]
deny = tomllib.load(open("deny.toml", "rb"))
banned = {entry["crate"] for entry in deny["bans"]["deny"]}
faults = []
for package in lock:
    name, source = package["name"], package.get("source")
    if name in banned:
        faults.append(f"{name} is banned by deny.toml")
    if source is not None and not source.startswith("registry+"):
        faults.append(f"{name} does not come from the registry")
    if name in OLDEST and version(package["version"]) < OLDEST[name][0]:
        faults.append(f"{name} {package['version']} is too old: {OLDEST[name][1]}")
if faults:
    sys.exit("\n".join(faults))
print(f"{len(lock)} packages: sources, bans and oldest versions are in order")
