package dev.taskq.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls of an admin by REST, to which those by gRPC are compared. */
final class RestCalls implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    RestCalls(int port) {
        this.port = port;
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return call("POST", path, body);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(call("GET", path, "").body());
    }

    HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + GrpcServed.ADMIN)
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
    }
}
