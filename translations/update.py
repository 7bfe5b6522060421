#!/usr/bin/env python3
"""Takes new texts of the sources into the translation files: translations/update.py, from anywhere.

lupdate collects what is written as tr(); the options' names and help are data (context "Options"), which lupdate takes
for vanished, so they are kept here. Texts that nothing shows any more go.
"""
import pathlib
import re
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent
german, english = (root / "translations" / f"skewscope_{language}.ts" for language in ("de", "en"))


def lupdate(file, *options):
    subprocess.run(["/usr/lib/qt6/bin/lupdate", "-silent", "ui", "app", "-I", ".", "-ts", str(file), "-locations",
                    "none", *options], cwd=root, check=True)


def keep_options(file):
    """Options stay, other vanished texts go, and so do contexts without a text."""
    parts = re.split(r"(<context>.*?</context>\n?)", file.read_text(), flags=re.S)
    kept = []
    for part in parts:
        if not part.startswith("<context>"):
            kept.append(part)
        elif "<name>Options</name>" in part:
            kept.append(part.replace(' type="vanished"', ""))
        else:
            part = re.sub(r"    <message(?: numerus=\"yes\")?>(?:(?!</message>).)*type=\"(?:vanished|obsolete)\".*?</message>\n",
                          "", part, flags=re.S)
            if "<message" in part:
                kept.append(part)
    file.write_text("".join(kept))


lupdate(german)
keep_options(german)
lupdate(english, "-pluralonly", "-no-obsolete")
open_texts = len(re.findall(r'type="unfinished"', german.read_text() + english.read_text()))
print(f"{open_texts} texts without a translation")
