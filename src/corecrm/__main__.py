"""The program's entry: answers `--version` at once, and leaves without collecting garbage over all modules."""

import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    if sys.argv[1:] == ["--version"]:
        from corecrm import __version__

        sys.stdout.write(f"corecrm {__version__}\n")
        return
    import gc

    gc.disable()  # short runs never pay for a collection; imports and reports switch it on again
    from corecrm.cli import run

    code = run(sys.argv[1:])
    gc.freeze()  # the interpreter's exit then skips the collection over all modules
    sys.exit(code)


if __name__ == "__main__":
    main()
