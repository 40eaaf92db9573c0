#!/usr/bin/env bash
# Three workers, a broker and a store on one machine: plans a job, scores it, and verifies the result.
#
#   samples/ClusterScoring/one-machine.sh [FOLDER_OF_PHOTOGRAPHS]
#
# Needs vitmlnet (or VITMLNET="dotnet run -c Release --project src/VitMlNet.Cli --"), nats-server, Azurite (npm install azurite) and the Azure CLI (az).
# For a try without Azurite: STORE=/tmp/cluster/jobs, a folder in the place of the object store.
set -euo pipefail
photographs=${1:-$(dirname "$0")/../images}
vitmlnet=${VITMLNET:-vitmlnet}
folder=$(mktemp -d)
queue=nats://127.0.0.1:4222
processes=()
trap 'kill "${processes[@]}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$folder"' EXIT

nats-server -js -sd "$folder/broker" -a 127.0.0.1 -p 4222 > "$folder/broker.log" 2>&1 &
processes+=($!)
if [[ -z ${STORE:-} ]]; then
    # Azurite's built-in account at its usual port; its container has to be made first.
    azurite-blob --location "$folder/blobs" --silent --skipApiVersionCheck > "$folder/store.log" 2>&1 &
    processes+=($!)
    export AZURE_STORAGE_CONNECTION_STRING="UseDevelopmentStorage=true"
    sleep 3
    az storage container create --name jobs --output none
    STORE=az://jobs
fi
job=$STORE/first

$vitmlnet job plan "$photographs" --model vit-demo --output "$job" --shard-size 2
$vitmlnet job submit "$job" --queue "$queue"
workers=()
for i in 1 2 3; do
    $vitmlnet job worker --queue "$queue" --exit-when-idle 5 &
    workers+=($!)
    processes+=($!)
done
wait "${workers[@]}"
$vitmlnet job status "$job"
$vitmlnet job finish "$job"
