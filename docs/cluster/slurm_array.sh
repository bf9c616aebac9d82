#!/bin/bash
# A class on Slurm: one array task per shard, no open port, no extra software.
#
#     sbatch slurm_array.sh          # then, when all tasks have ended:
#     gradlab merge graded/shard-* --assignment lab --out graded/class
#
# A task that was killed goes on where it stopped: sbatch --array=7 slurm_array.sh, with SHARDS set as before.
#SBATCH --job-name=gradlab
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem=6G
#SBATCH --time=02:00:00
#SBATCH --output=graded/log-%a.txt

set -euo pipefail
# All tasks ask for this file first at the same moment; all get the same secret.
export GRADLAB_SECRET_FILE="$PWD/graded/secret"
SHARDS="${SHARDS:-${SLURM_ARRAY_TASK_COUNT}}"

gradlab grade submissions --assignment lab --shard "${SLURM_ARRAY_TASK_ID}/${SHARDS}" --jobs "${SLURM_CPUS_PER_TASK}" --out "graded/shard-${SLURM_ARRAY_TASK_ID}"
