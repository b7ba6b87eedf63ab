/**
 * The gRPC API: {@link dev.taskq.server.grpc.GrpcServer} listens, {@link dev.taskq.server.grpc.CallHandler} has the
 * steps common to all calls. The messages are those of {@code dev.taskq.proto.v1}.
 */
@NullMarked
package dev.taskq.server.grpc;

import org.jspecify.annotations.NullMarked;
