package dev.taskq.spring;

import dev.taskq.console.EmbeddedConsole;
import dev.taskq.console.EmbeddedConsole.Answer;
import dev.taskq.console.EmbeddedConsole.Request;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.HttpRequestHandler;

/** Serves the console among the pages of the application, to the persons whom it has signed in. Thread-safe. */
public final class ConsoleRequestHandler implements HttpRequestHandler {
    private final EmbeddedConsole console;
    private final ConsoleAccess access;

    /**
     * A handler.
     *
     * @param console the console
     * @param access what a person may do
     */
    public ConsoleRequestHandler(EmbeddedConsole console, ConsoleAccess access) {
        this.console = console;
        this.access = access;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isOfTheConsole(request.getRequestURI())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Answer answer = console.answer(
                new Request(
                        request.getMethod(),
                        request.getRequestURI(),
                        Optional.ofNullable(request.getQueryString()).orElse(""),
                        form(request),
                        name -> header(request, name)),
                Optional.ofNullable(request.getUserPrincipal()).flatMap(access::callerOf));
        response.setStatus(answer.status());
        answer.headers().forEach(header -> response.addHeader(header.name(), header.value()));
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    /** Not below the path of a servlet, to which no link of the console leads. */
    private static boolean isOfTheConsole(String path) {
        return path.equals(EmbeddedConsole.ROOT) || path.startsWith(EmbeddedConsole.ROOT + "/");
    }

    /** The fields of the form. A filter in front may have read the body, so they are among the parameters. */
    private static Map<String, String> form(HttpServletRequest request) throws IOException {
        if (!request.getMethod().equals("POST")) {
            return Map.of();
        }
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        }
        Map<String, String> fields = new HashMap<>();
        // Of a name that the query has too, the value of the form is the last.
        request.getParameterMap().forEach((name, values) -> fields.put(name, values[values.length - 1]));
        return fields;
    }

    private static Optional<String> header(HttpServletRequest request, String name) {
        return request.getHeader(name) == null
                ? Optional.empty()
                : Optional.of(String.join(",", Collections.list(request.getHeaders(name))));
    }
}
