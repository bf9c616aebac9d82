"""The grader: records what a submission does in a confined process, judges the record, and says the verdict."""

__version__ = "0.1.0"
