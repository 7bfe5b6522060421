#!/usr/bin/env python3
"""The window on a real X server, with a real mouse and keyboard and the real engine.

desktop_test.py SKEWSCOPE: starts Xvfb, opens the window on an empty store, presses Start with the mouse, waits for the
first epochs in the store, stops with the keyboard, and checks that the run can be resumed. Ends with status 77 (skipped)
where Xvfb or xdotool is missing.
"""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

SIZE = (1400, 860)
START = (SIZE[0] - 50, 60)  # the Start button at the right end of the top bar, below the menu


def wait_for(what, seconds, condition):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.2)
    sys.exit(f"not seen within {seconds} s: {what}")


def main():
    for tool in ("Xvfb", "xdotool"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            sys.exit(77)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="skewscope-desktop-"))
    read_end, write_end = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"],
                              pass_fds=[write_end], stderr=subprocess.DEVNULL)
    window = None
    try:
        os.close(write_end)
        display = os.read(read_end, 16).decode().strip()
        environment = dict(os.environ, DISPLAY=f":{display}", SKEWSCOPE_HOME=str(folder), XDG_CONFIG_HOME=str(folder),
                           QT_QPA_PLATFORM="xcb", OMP_PROC_BIND="false", OMP_WAIT_POLICY="passive")
        store = folder / "a.skewscope"
        window = subprocess.Popen([sys.argv[1], "--store", str(store)], env=environment)

        def xdotool(*words):
            done = subprocess.run(["xdotool", *map(str, words)], env=environment, capture_output=True, text=True)
            return done.stdout.strip()

        def run():
            if not store.exists():
                return None
            connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)
            try:
                return connection.execute("SELECT status, epochs_done FROM run").fetchone()
            except sqlite3.Error:
                return None  # the schema is being made
            finally:
                connection.close()

        name = wait_for("the window", 30, lambda: xdotool("search", "--onlyvisible", "--name", "Skewscope").split())[0]
        xdotool("windowsize", "--sync", name, *SIZE)
        xdotool("windowmove", "--sync", name, 0, 0)
        time.sleep(1)
        xdotool("mousemove", *START, "click", 1)
        wait_for("epochs of the run that Start has added", 90, lambda: (run() or ("", 0))[1] >= 2)
        xdotool("windowfocus", "--sync", name)
        xdotool("key", "shift+F5")
        wait_for("the stopped run", 60, lambda: run()[0] == "interrupted")
        if window.poll() is not None:
            sys.exit("the window is gone")
        print("1 passed, 0 failed")
    finally:
        for process in (window, server):
            if process:
                process.terminate()
                process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


main()
