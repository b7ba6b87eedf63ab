#!/bin/sh
# Tries the gRPC API of a running coordinator with clients that are not of this project: grpcurl, and grpcio with stubs
# that it generates. Needs Go, Python 3 with venv, and the network for their packages. It leaves
# nothing behind but what Go and pip keep in their caches.
#
#   run.sh HOST:PORT TOKEN        the token with the scope admin; an agent need not run
set -eu
address=$1
token=$2
here=$(cd "$(dirname "$0")" && pwd)
protos=$here/../../taskq-proto/proto
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "== grpcurl"
GOBIN="$work/bin" go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4
call() {
    "$work/bin/grpcurl" -plaintext -H "authorization: Bearer $token" "$@"
}
call "$address" list
call -d '{"task": {"type": "tried_by_grpcurl", "params_json": "{\"n\": 9007199254740993}"}}' \
    "$address" taskq.v1.TaskService/Submit | tee "$work/submitted"
id=$(sed -n 's/.*"id": "\([0-9]*\)".*/\1/p' "$work/submitted")
call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/Get | tee "$work/task"
grep -q 9007199254740993 "$work/task"
call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/Cancel > "$work/cancelled"
call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/Watch | tee "$work/watched"
grep -q TASK_STATUS_CANCELLED "$work/watched"
call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/ListEvents > "$work/events"
grep -q TASK_EVENT_KIND_FINISHED "$work/events"
first=$(sed -n 's/.*"id": "\([0-9]*\)".*/\1/p' "$work/events" | head -n 1)
call -d "{\"id\": $id, \"after_event_id\": $first}" "$address" taskq.v1.TaskService/FollowEvents | tee "$work/followed"
grep -q TASK_EVENT_KIND_FINISHED "$work/followed"
if grep -q TASK_EVENT_KIND_CREATED "$work/followed"; then
    echo "the first event was sent again" >&2
    exit 1
fi
call -d "{\"action\": \"OPERATION_ACTION_RETRY\", \"ids\": [$id]}" "$address" taskq.v1.OperationService/Start \
    | tee "$work/started"
operation=$(sed -n 's/.*"id": "\([0-9]*\)".*/\1/p' "$work/started")
until call -d "{\"id\": $operation}" "$address" taskq.v1.OperationService/Get > "$work/operation" \
    && grep -q OPERATION_STATUS_DONE "$work/operation"; do
    sleep 0.2
done
grep -q '"done": "1"' "$work/operation"
call -d "{\"id\": $operation}" "$address" taskq.v1.OperationService/Cancel > "$work/ended"
grep -q OPERATION_STATUS_DONE "$work/ended"
call -d '{"filter": {"status": ["OPERATION_STATUS_DONE"], "action": "OPERATION_ACTION_RETRY"}}' "$address" \
    taskq.v1.OperationService/List > "$work/operations"
grep -q "\"id\": \"$operation\"" "$work/operations"
call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/Cancel > "$work/cancelled"
call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/Delete
if call -d "{\"id\": $id}" "$address" taskq.v1.TaskService/Get 2> "$work/deleted"; then
    echo "a deleted task was read" >&2
    exit 1
fi
grep -q NotFound "$work/deleted"
if call -d '{"task": {"type": "Not A Type"}}' "$address" taskq.v1.TaskService/Submit 2> "$work/refused"; then
    echo "a bad type was accepted" >&2
    exit 1
fi
cat "$work/refused"
grep -q 'Message: task.type must be' "$work/refused"
"$work/bin/grpcurl" -plaintext "$address" grpc.health.v1.Health/Check

echo "== grpcio"
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet grpcio==1.85.1 grpcio-tools==1.85.1 grpcio-status==1.85.1
mkdir "$work/stubs"
"$work/python/bin/python" -m grpc_tools.protoc -I "$protos" --python_out="$work/stubs" --grpc_python_out="$work/stubs" \
    "$protos"/taskq/v1/*.proto
PYTHONPATH="$work/stubs" "$work/python/bin/python" "$here/client.py" "$address" "$token"
