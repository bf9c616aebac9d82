"""The job files of docs/cluster: their syntax, and that the commands in them are commands of ours."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from instructor.cli import main
from instructor.shard import Shard

CLUSTER = Path(__file__).resolve().parents[2] / "docs" / "cluster"
NUMBERS = {"SLURM_ARRAY_TASK_ID": "3", "SHARDS": "16", "SLURM_CPUS_PER_TASK": "4", "I": "3"}


def commands(text: str) -> list[list[str]]:
    """The lines that run gradlab, as the shell would split them."""
    found = re.findall(r"^[# ]*(gradlab .*)$", text, re.MULTILINE)
    return [shlex.split(re.sub(r"\$\{(\w+)\}", lambda name: NUMBERS[name[1]], line)) for line in found]


@pytest.mark.parametrize("name", ["slurm_array.sh", "kubernetes_job.yaml"])
def test_the_commands_in_a_job_file_are_ours(name: str) -> None:
    found = commands((CLUSTER / name).read_text())
    assert sorted(command[1] for command in found) == ["grade", "merge"]
    for _, command, *arguments in found:
        context = main.commands[command].make_context(command, arguments)
        assert context.params["assignment"] == "lab"
        if command == "grade":
            assert Shard.parse(context.params["shard"]) == Shard(3, 16)
            assert context.params["out"].name == "shard-3"


def test_the_slurm_script_is_a_shell_script() -> None:
    subprocess.run(["bash", "-n", CLUSTER / "slurm_array.sh"], check=True)


def test_the_kubernetes_job_is_indexed_and_has_as_many_shards_as_pods() -> None:
    job = yaml.safe_load((CLUSTER / "kubernetes_job.yaml").read_text())
    assert (job["apiVersion"], job["kind"], job["spec"]["completionMode"]) == ("batch/v1", "Job", "Indexed")
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    environment = {one["name"]: one["value"] for one in container["env"]}
    assert environment["SHARDS"] == str(job["spec"]["completions"])
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    assert environment["GRADLAB_SECRET_FILE"].startswith(container["volumeMounts"][1]["mountPath"])
    subprocess.run(["sh", "-n", "-c", container["args"][0]], check=True)
