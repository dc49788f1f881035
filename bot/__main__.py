"""`python -m bot` is `longwatch`."""

from bot.runtime.cli import main

if __name__ == "__main__":
    main()
