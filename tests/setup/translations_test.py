#!/usr/bin/env python3
"""Every text of the translation files stands in a context that is looked up when the program runs."""
import pathlib
import re
import unittest

root = pathlib.Path(__file__).resolve().parents[2]
sources = "\n".join(file.read_text() for folder in ("ui", "app") for file in (root / folder).rglob("*")
                    if file.suffix in (".h", ".cpp"))


class Translations(unittest.TestCase):
    def known_contexts(self):
        """Classes with a Q_OBJECT of their own, and contexts named in so many words."""
        classes = re.findall(r"^class (\w+)[^;{]*\{\s*Q_OBJECT", sources, flags=re.M)
        named = re.findall(r'QCoreApplication::translate\(\s*"([\w:]+)"', sources)
        return {f"skewscope::ui::{name}" for name in classes} | set(named)

    def test_no_context_is_unknown_to_the_program(self):
        known = self.known_contexts()
        self.assertIn("skewscope::ui::MainWindow", known)
        for file in sorted((root / "translations").glob("*.ts")):
            contexts = re.findall(r"<context>\s*<name>([^<]+)</name>", file.read_text())
            self.assertTrue(contexts, file)
            self.assertEqual(len(contexts), len(set(contexts)), f"a context twice in {file.name}")
            self.assertEqual([c for c in contexts if c not in known], [], file.name)

    def test_nothing_is_unfinished(self):
        for file in sorted((root / "translations").glob("*.ts")):
            # The texts, not the whole file in the message.
            open_texts = re.findall(r'<source>([^<]*)</source>(?:\s*<comment>[^<]*</comment>)?\s*'
                                    r'<translation type="(?:unfinished|vanished|obsolete)"', file.read_text())
            self.assertEqual(open_texts, [], file.name)


if __name__ == "__main__":
    unittest.main()
