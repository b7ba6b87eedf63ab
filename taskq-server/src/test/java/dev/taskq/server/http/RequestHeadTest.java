package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "G(T / HTTP/1.1|Host: x||",
                "\0 / HTTP/1.1|Host: x||",
                " / HTTP/1.1|Host: x||",
                "G(T /|",
                "G(T / HTTP/2.0||",
                "GET  / HTTP/1.1|Host: x||",
                "GET /\t HTTP/1.1|Host: x||",
                "GET /\u00e9 HTTP/1.1|Host: x||",
                "GET /#x HTTP/1.1|Host: x||",
                "GET /\r HTTP/1.1|Host: x||",
                "GET /\u0085 HTTP/1.1|Host: x||",
                "GET / HTTP/1.1|: x||",
                "GET / HTTP/1.1|Host||",
                "GET / HTTP/1.1|Ho st: x||",
                "GET / HTTP/1.1|Host : x||",
                "GET / HTTP/1.1|Host: x| folded||",
                "GET / HTTP/1.1|Host: x|A: b\0||",
                "GET / HTTP/1.1|Host: x|A: b\rc||",
                "GET / HTTP/1.1|Host: x|A: \u007f||",
                "GET / HTTP/1.0|A(: b||"
            })
    void illegalCharacterIsRefused(String head) {
        assertThatThrownBy(() -> read(head))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.status().code()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "gET", "head", "pOST", "frob", "connect"})
    void methodWithASmallLetterIsAnother(String method) {
        for (String version : List.of("1.0", "1.1")) {
            assertThatThrownBy(() -> read(method + " / HTTP/" + version + "|Host: x||"))
                    .isInstanceOfSatisfying(RequestException.class, e -> {
                        assertThat(e.status().code()).isEqualTo(501);
                        assertThat(e).hasMessageContaining("there is no method " + method);
                    });
        }
    }

    @Test
    void whatIsLegalIsGivenOutAsItIs() {
        String head = "M!#$%&'*+-.^_`|~9 /a?b=%c3%a9&c={}\"<> HTTP/1.1\r\nX-1_~: \t\"\u00e9(),;:\r\nEmpty:\r\n\r\n";

        assertThat(read(head)).isEqualTo(head);
    }

    private static String read(String head) {
        // In the valid head the bar is a character of the method.
        String sent = head.contains("\r\n") ? head : head.replace("|", "\r\n");
        Iterator<byte[]> once =
                List.of(sent.getBytes(StandardCharsets.ISO_8859_1)).iterator();
        SocketBytes bytes = new SocketBytes(() -> once.hasNext() ? once.next() : null);
        return new String(new RequestHead(bytes, () -> {}).read(), StandardCharsets.ISO_8859_1);
    }
}
