"""A Parsl site of two workers on this machine: gradlab grade ... --parsl docs/cluster/parsl_local.py."""

from parsl.config import Config
from parsl.executors import HighThroughputExecutor
from parsl.providers import LocalProvider

config = Config(
    executors=[
        HighThroughputExecutor(
            label="this_machine",
            address="127.0.0.1",
            encrypted=True,
            max_workers_per_node=2,
            provider=LocalProvider(init_blocks=1, min_blocks=1, max_blocks=1),
        )
    ],
    initialize_logging=False,
)
