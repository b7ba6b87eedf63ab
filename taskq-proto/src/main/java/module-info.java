/** The messages and stubs of the gRPC API. */
module dev.taskq.proto {
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires transitive io.grpc.stub;
    requires io.grpc.protobuf;
    requires transitive com.google.common;

    exports dev.taskq.proto.v1;
}
