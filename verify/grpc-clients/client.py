"""Submits, watches, follows, cancels and deletes tasks, one by one and by operations, with stubs that grpcio-tools generates. Fails if an answer is another."""

import sys
import threading
import time

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from taskq.v1 import (
    event_pb2,
    operation_service_pb2,
    operation_service_pb2_grpc,
    task_filter_pb2,
    task_pb2,
    task_service_pb2,
    task_service_pb2_grpc,
)

ADDRESS, TOKEN = sys.argv[1:]
METADATA = (("authorization", f"Bearer {TOKEN}"), ("x-correlation-id", "tried-by-grpcio"))


def refused(call, code):
    """The call, which must fail with the code."""
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, error
        print("refused as it should be:", error.code().name, "-", error.details())
        return error
    raise AssertionError("the call was answered")


def main():
    with grpc.insecure_channel(ADDRESS) as channel:
        tasks = task_service_pb2_grpc.TaskServiceStub(channel)

        def submit(**fields):
            return tasks.Submit(
                task_service_pb2.SubmitRequest(task=task_pb2.NewTask(**fields)), metadata=METADATA, timeout=10
            )

        submitted = submit(type="tried_by_grpcio", params_json='{"a": 1}')
        print("submitted", submitted.id, task_pb2.TaskStatus.Name(submitted.status))

        watch = tasks.Watch(task_service_pb2.WatchRequest(id=submitted.id), metadata=METADATA, timeout=30)
        assert next(watch).task.status == task_pb2.TASK_STATUS_QUEUED
        cancel = task_service_pb2.CancelRequest(id=submitted.id)
        threading.Timer(0.2, lambda: tasks.Cancel(cancel, metadata=METADATA)).start()
        last = next(watch).task
        assert last.status == task_pb2.TASK_STATUS_CANCELLED and last.correlation_id == "tried-by-grpcio", last
        assert list(watch) == []
        print("watched to its end:", task_pb2.TaskStatus.Name(last.status))

        get = task_service_pb2.GetRequest(id=submitted.id)
        refused(lambda: tasks.Get(get), grpc.StatusCode.UNAUTHENTICATED)
        refused(
            lambda: tasks.Get(get, metadata=(("authorization", "Bearer made-up"),)), grpc.StatusCode.UNAUTHENTICATED
        )
        refused(
            lambda: tasks.Get(task_service_pb2.GetRequest(id=2**62), metadata=METADATA), grpc.StatusCode.NOT_FOUND
        )
        error = refused(lambda: submit(type="Bad Type"), grpc.StatusCode.INVALID_ARGUMENT)
        fields = []
        for detail in rpc_status.from_call(error).details:
            bad = error_details_pb2.BadRequest()
            if detail.Unpack(bad):
                fields += [violation.field for violation in bad.field_violations]
        assert fields == ["task.type"], fields

        follow = task_service_pb2.FollowEventsRequest(id=submitted.id)
        kinds = [answer.event.event for answer in tasks.FollowEvents(follow, metadata=METADATA, timeout=30)]
        assert kinds[0] == event_pb2.TASK_EVENT_KIND_CREATED, kinds
        assert kinds[-1] == event_pb2.TASK_EVENT_KIND_FINISHED, kinds
        print("followed:", [event_pb2.TaskEventKind.Name(kind) for kind in kinds])

        operations = operation_service_pb2_grpc.OperationServiceStub(channel)
        selected = task_filter_pb2.TaskFilter(
            type="tried_by_grpcio", status=[task_pb2.TASK_STATUS_CANCELLED], correlation_id="tried-by-grpcio"
        )
        start = operation_service_pb2.OperationServiceStartRequest(
            action=operation_service_pb2.OPERATION_ACTION_DELETE, filter=selected
        )
        operation = operations.Start(start, metadata=METADATA, timeout=10).operation
        read = operation_service_pb2.OperationServiceGetRequest(id=operation.id)
        while operation.status == operation_service_pb2.OPERATION_STATUS_RUNNING:
            time.sleep(0.1)
            operation = operations.Get(read, metadata=METADATA, timeout=10).operation
        assert operation.status == operation_service_pb2.OPERATION_STATUS_DONE and operation.done >= 1, operation
        refused(lambda: tasks.Get(get, metadata=METADATA), grpc.StatusCode.NOT_FOUND)
        print("an operation deleted", operation.done)
        listing = operation_service_pb2.OperationServiceListRequest(
            filter=operation_service_pb2.OperationFilter(
                status=[operation_service_pb2.OPERATION_STATUS_DONE], action=operation_service_pb2.OPERATION_ACTION_DELETE
            )
        )
        listed = operations.List(listing, metadata=METADATA, timeout=10).operations
        assert operation.id in [it.id for it in listed], listed

        waits = submit(type="tried_by_grpcio", delay={"seconds": 3600})
        watch = tasks.Watch(task_service_pb2.WatchRequest(id=waits.id), metadata=METADATA, timeout=0.5)
        next(watch)
        refused(lambda: next(watch), grpc.StatusCode.DEADLINE_EXCEEDED)

        # Each begins with a read of the database, and the server refuses reads beyond a number that wait.
        watches = []
        for _ in range(20):
            group = [
                tasks.Watch(task_service_pb2.WatchRequest(id=waits.id), metadata=METADATA, timeout=60)
                for _ in range(50)
            ]
            for watch in group:
                next(watch)
            watches += group
        # They are as many as a connection may have, so the cancel needs a connection of its own.
        with grpc.insecure_channel(ADDRESS, options=[("grpc.use_local_subchannel_pool", 1)]) as other:
            task_service_pb2_grpc.TaskServiceStub(other).Cancel(
                task_service_pb2.CancelRequest(id=waits.id), metadata=METADATA, timeout=10
            )
        for watch in watches:
            assert [answer.task.status for answer in watch] == [task_pb2.TASK_STATUS_CANCELLED]
        print("1,000 watches ended with their task")


main()
