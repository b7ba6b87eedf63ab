package dev.taskq.server.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Collects the methods of a service. For one thread. */
final class Service {
    private final ServiceDescriptor generated;
    private final CallHandler handler;
    private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();

    Service(ServiceDescriptor generated, CallHandler handler) {
        this.generated = generated;
        this.handler = handler;
    }

    <Q extends MessageLite, A extends MessageLite> Service add(Method<Q, A> method) {
        methods.add(handler.serve(method));
        return this;
    }

    ServerServiceDefinition build() {
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(generated.getName()).setSchemaDescriptor(generated.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(service::addMethod);
        return service.build();
    }
}
