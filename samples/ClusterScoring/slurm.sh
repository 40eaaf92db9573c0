#!/usr/bin/env bash
#SBATCH --job-name=vitmlnet
#SBATCH --array=0-99
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --requeue
# A hundredth of the shards for each task of the array. JOB is a folder that all nodes see, planned before:
#
#   vitmlnet job plan /shared/photos --model /shared/r50-l32.int8.onnx --output /shared/jobs/first --shard-size 2000
#   JOB=/shared/jobs/first sbatch --export=ALL samples/ClusterScoring/slurm.sh
#   vitmlnet job finish /shared/jobs/first
#
# A task that is requeued, or submitted again, scores only the shards that have no result yet.
set -euo pipefail
: "${JOB:?the folder of the job}"
exec "${VITMLNET:-vitmlnet}" job score "$JOB" --slice "$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))/$SLURM_ARRAY_TASK_COUNT"
