package dev.taskq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    private Path folder;

    @Test
    void callerIsFoundByTheToken() {
        Tokens tokens = Tokens.of("# the shop\n\nshop submit,read " + Hashes.of("s3cret") + "\n");

        assertThat(tokens.callerOf("s3cret")).hasValueSatisfying(caller -> {
            assertThat(caller.name()).isEqualTo("shop");
            assertThat(caller.may(Scope.SUBMIT)).isTrue();
            assertThat(caller.may(Scope.READ)).isTrue();
            assertThat(caller.may(Scope.ADMIN)).isFalse();
        });
        assertThat(tokens.callerOf("S3cret")).isEmpty();
        assertThat(tokens.callerOf("")).isEmpty();
    }

    @Test
    void adminMayDoAll() {
        Caller admin = Tokens.of("boss admin " + Hashes.of("x")).callerOf("x").orElseThrow();

        assertThat(admin.may(Scope.SUBMIT) && admin.may(Scope.READ) && admin.may(Scope.ADMIN))
                .isTrue();
    }

    @Test
    void callerMayHaveTwoTokensWhileOneIsReplaced() {
        Tokens tokens = Tokens.of("shop submit " + Hashes.of("old") + "\nshop submit " + Hashes.of("new"));

        assertThat(tokens.callerOf("old")).isEqualTo(tokens.callerOf("new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nobody",
                "shop submit",
                "shop submit s3cret",
                "shop submit sha256:s3cret",
                "shop submit sha256:abcd",
                "shop write sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "shop submit, sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "sh/op submit sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 x",
                "a read sha256:0000000000000000000000000000000000000000000000000000000000000000\n"
                        + "b read sha256:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void badListIsRefusedWithoutBeingShown(String lines) {
        assertThatThrownBy(() -> Tokens.of(lines))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void fileIsReadAgainWhenItHasChanged() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "shop submit " + Hashes.of("old"));
        Tokens tokens = TokenFile.open(file, nanos::get);

        Files.writeString(file, "shop submit " + Hashes.of("new"));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(tokens.callerOf("new")).isPresent();
        assertThat(tokens.callerOf("old")).isEmpty();
    }

    @Test
    void fileThatBreaksChangesNothingUntilItIsWholeAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "shop submit " + Hashes.of("old"));
        Tokens tokens = TokenFile.open(file, nanos::get);

        for (String broken : new String[] {"", "shop submit", "\0"}) {
            Files.writeString(file, broken);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(tokens.callerOf("old")).isPresent();
        }
        Files.delete(file);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(tokens.callerOf("old")).isPresent();

        Files.writeString(file, "shop submit " + Hashes.of("new"));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(tokens.callerOf("new")).isPresent();
    }
}
