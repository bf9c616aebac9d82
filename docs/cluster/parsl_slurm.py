"""A Parsl site on Slurm: up to eight nodes, each with a worker per core. Set the names in capitals to your site's."""

from parsl.config import Config
from parsl.executors import HighThroughputExecutor
from parsl.providers import SlurmProvider

config = Config(
    executors=[
        HighThroughputExecutor(
            label="slurm",
            encrypted=True,
            cores_per_worker=1,
            mem_per_worker=1.5,  # GB: a warm process, a worker and a judge
            provider=SlurmProvider(
                partition="PARTITION",
                account="ACCOUNT",
                walltime="02:00:00",
                init_blocks=1,
                max_blocks=8,
                worker_init="source /PATH/TO/VENV/bin/activate",
            ),
        )
    ],
    initialize_logging=False,
)
