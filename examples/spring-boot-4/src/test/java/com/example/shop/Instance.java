package com.example.shop;

import dev.taskq.rig.backend.PostgresBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shop as a process of its own, and calls of a shop. */
final class Instance implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final int port;
    private final List<String> said;

    private Instance(Process process, int port, List<String> said) {
        this.process = process;
        this.port = port;
        this.said = said;
    }

    /** Starts one that was processed ahead of time, and waits until it takes requests. */
    static Instance start(Path aheadOfTime, PostgresBackend postgres, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dspring.aot.enabled=true",
                "-cp",
                aheadOfTime + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                Shop.class.getName()));
        command.addAll(arguments(postgres));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                return new Instance(process, Integer.parseInt(port.group(1)), said);
            }
        }
        throw new IllegalStateException("it did not start:\n" + String.join("\n", said));
    }

    /** The properties of a shop on a database of the test. */
    static List<String> arguments(PostgresBackend postgres) {
        return List.of(
                "--server.port=0",
                "--spring.datasource.url=" + postgres.jdbcUrl(),
                "--spring.datasource.username=" + postgres.user(),
                "--spring.datasource.password=" + postgres.password());
    }

    int port() {
        return port;
    }

    List<String> said() {
        return said;
    }

    /** As kill -9 does it. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    static String get(int port, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)));
    }

    static String order(int port, String item) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"item\": \"" + item + "\"}")));
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }
}
