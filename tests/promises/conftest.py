"""What the promises need: programs of their own on the test's own database."""

from yiyang.config.tests.conftest import surroundings as surroundings
