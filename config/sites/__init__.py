"""The site files that come with Kapok."""

from pathlib import Path

DEMO = Path(__file__).parent / "demo.toml"
