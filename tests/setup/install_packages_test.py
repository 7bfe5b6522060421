"""Tests packaging/install_packages.sh against stand-ins for dpkg-query, apt-get, apt-cache, sudo and id."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "install_packages.sh"
TOOLS = ["bash", "cat", "dirname", "env", "grep", "readlink", "sed", "tr", "xargs"]

# Answers for the packages named in the file "installed", one a line; fails for others, as the real one does.
DPKG_QUERY = r"""#!/bin/bash
status=0
for argument in "$@"; do
  [[ $argument == -* || $argument == *'$'* ]] && continue
  if grep -qx "$argument" "$FAKE/installed"; then echo "ii  $argument"
  elif grep -qx "$argument" "$FAKE/removed"; then echo "rc  $argument"
  else echo "no packages found matching $argument" >&2; status=1; fi
done
exit $status
"""
APT_GET = r"""#!/bin/bash
echo "apt-get $*" >>"$FAKE/calls"
[[ $* == *install* && -e $FAKE/apt_fails ]] && exit 100
if [[ " $* " == *" install "* ]]; then
  for argument in "$@"; do [[ $argument == -* || $argument == install ]] || echo "$argument" >>"$FAKE/installed"; done
fi
exit 0
"""
APT_CACHE = r"""#!/bin/bash
grep -qx "$2" "$FAKE/available" && printf '%s:\n  Installed: (none)\n  Candidate: 1.0\n' "$2"
exit 0
"""
SUDO = '#!/bin/bash\necho "sudo $*" >>"$FAKE/calls"\nexec "$@"\n'
ID = '#!/bin/bash\ncat "$FAKE/uid"\n'


class InstallPackages(unittest.TestCase):
    """Each test has its own PATH, package lists and record of calls."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="skewscope packages ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.bin = self.folder / "bin"
        self.lists = self.folder / "lists"
        self.bin.mkdir()
        self.lists.mkdir()
        for name in ("installed", "removed", "available", "calls"):
            (self.folder / name).touch()
        (self.folder / "uid").write_text("0\n")
        for tool in TOOLS:
            real = next(p for p in ("/usr/bin", "/bin") if os.path.exists(f"{p}/{tool}"))
            (self.bin / tool).symlink_to(f"{real}/{tool}")
        for name, text in {"dpkg-query": DPKG_QUERY, "apt-get": APT_GET, "apt-cache": APT_CACHE, "id": ID}.items():
            self.tool(name, text)
        self.list("build", "# A comment\n\ng++   # compiles\nlibnew-dev | libold-dev   # a library, with two names\n")

    def tool(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def list(self, role, text):
        (self.lists / f"{role}.txt").write_text(text)

    def state(self, name, *packages):
        (self.folder / name).write_text("".join(f"{package}\n" for package in packages))

    def calls(self):
        return (self.folder / "calls").read_text()

    def run_script(self, *arguments):
        environment = {"PATH": str(self.bin), "FAKE": str(self.folder), "SKEWSCOPE_PACKAGE_LISTS": str(self.lists)}
        return subprocess.run([str(SCRIPT), *arguments], env=environment, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)

    def test_nothing_missing_calls_neither_apt_nor_sudo(self):
        self.state("installed", "g++", "libold-dev")
        self.tool("sudo", SUDO)
        (self.folder / "uid").write_text("1000\n")
        result = self.run_script("build")
        self.assertEqual((result.returncode, result.stdout, result.stderr, self.calls()), (0, "", "", ""))

    def test_missing_package_is_named_with_its_reason_and_installed(self):
        self.state("installed", "libnew-dev")
        result = self.run_script("build")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stderr, r"g\+\+ +compiles")
        self.assertNotIn("two names", result.stderr)
        self.assertRegex(self.calls(), r"(?s)apt-get .*update\n.*install .*g\+\+\n$")
        self.assertNotIn("libnew-dev", self.calls())

    def test_removed_package_with_its_settings_left_is_missing(self):
        self.state("installed", "libnew-dev")
        self.state("removed", "g++")
        self.assertEqual(self.run_script("--check", "build").returncode, 1)

    def test_the_alternative_that_apt_knows_is_taken(self):
        self.state("installed", "g++")
        self.state("available", "libold-dev")
        self.assertEqual(self.run_script("build").returncode, 0)
        self.assertRegex(self.calls(), r"install .*libold-dev\n$")

    def test_sudo_only_where_something_is_missing_and_the_user_is_not_root(self):
        self.tool("sudo", SUDO)
        (self.folder / "uid").write_text("1000\n")
        result = self.run_script("build")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("password", result.stderr)
        self.assertEqual(self.calls().count("sudo "), 2)

    def test_no_sudo_and_not_root(self):
        (self.folder / "uid").write_text("1000\n")
        result = self.run_script("build")
        self.assertEqual(result.returncode, 1)
        self.assertIn("apt-get install --no-install-recommends g++ libnew-dev", result.stderr)
        self.assertEqual(self.calls(), "")

    def test_no_apt_prints_the_list_to_install_by_hand(self):
        for name in ("apt-get", "apt-cache", "dpkg-query"):
            (self.bin / name).unlink()
        result = self.run_script("build")
        self.assertEqual(result.returncode, 1)
        for word in ("g++", "libnew-dev or libold-dev", "no apt", "--no-install"):
            self.assertIn(word, result.stderr)

    def test_apt_that_fails_is_reported(self):
        (self.folder / "apt_fails").touch()
        result = self.run_script("build")
        self.assertEqual(result.returncode, 1)
        self.assertIn("universe", result.stderr)

    def test_check_and_list_install_nothing(self):
        self.assertEqual(self.run_script("--check", "build").returncode, 1)
        result = self.run_script("--list", "build")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(len(result.stdout.splitlines()), 2)
        self.assertEqual(self.calls(), "")

    def test_a_package_in_two_roles_is_named_once(self):
        self.list("engine", "g++ # compiles\npython3 # fetches\n")
        self.assertEqual(self.run_script("--list", "build", "engine").stdout.count("g++"), 1)

    def test_broken_lists_and_wrong_usage(self):
        for line in ("g++", "g++ #", "Gxx # upper case", "a | # half an alternative", "a; rm b # a command"):
            with self.subTest(line=line):
                self.list("bad", f"# first line\n{line}\n")
                result = self.run_script("bad")
                self.assertEqual(result.returncode, 2)
                self.assertIn("bad.txt:2:", result.stderr)
        self.assertEqual(self.run_script("no-such-role").returncode, 2)
        self.assertEqual(self.run_script("--no-such-option", "build").returncode, 2)
        self.assertEqual(self.run_script().returncode, 2)
        self.assertEqual(self.calls(), "")

    def test_the_lists_of_the_repository_can_be_read(self):
        environment = {"PATH": str(self.bin), "FAKE": str(self.folder)}
        roles = sorted(path.stem for path in (ROOT / "packaging" / "packages").glob("*.txt"))
        self.assertEqual(roles, ["build", "engine", "fuzz", "gui", "test"])
        result = subprocess.run([str(SCRIPT), "--list", *roles], env=environment, capture_output=True, text=True,
                                check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(len(result.stdout.splitlines()), 30)


if __name__ == "__main__":
    unittest.main()
