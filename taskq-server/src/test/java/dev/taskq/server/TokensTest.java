package dev.taskq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=0/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=-1/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=01/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/d",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1000001/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=99999999999999999999/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=\u0661/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s rate=1/s",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 burst=5",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s burst=",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s burst=0",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s burst=1000001",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s burst=1 burst=1",
                "shop submit sha256:0000000000000000000000000000000000000000000000000000000000000000 rate=1/s s3cret",
                "a read sha256:0000000000000000000000000000000000000000000000000000000000000000\n"
                        + "b read sha256:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void badListIsRefusedWithoutBeingShown(String lines) {
        assertThatThrownBy(() -> Tokens.of(lines))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void lineMayLimitTheRateOfItsCaller() {
        Tokens tokens = Tokens.of("a read " + Hashes.of("a") + "\n"
                + "b read " + Hashes.of("b") + " rate=100/s burst=200\n"
                + "c read " + Hashes.of("c") + " burst=7 rate=5/m\n"
                + "d read " + Hashes.of("d") + "\trate=1000000/h");

        assertThat(tokens.callerOf("a").orElseThrow().rateLimit()).isEmpty();
        assertThat(tokens.callerOf("b").orElseThrow().rateLimit())
                .contains(new RateLimit(100, Duration.ofSeconds(1), 200));
        assertThat(tokens.callerOf("c").orElseThrow().rateLimit()).contains(new RateLimit(5, Duration.ofMinutes(1), 7));
        assertThat(tokens.callerOf("d").orElseThrow().rateLimit())
                .contains(new RateLimit(1_000_000, Duration.ofHours(1), 1_000_000));
    }

    /** Every message is one of a fixed set, so none can contain a part of a line. */
    @Test
    void whateverALineIsItsFailureSaysWhatIsAllowedAndNothingOfTheLine() {
        Random random = new Random(14);
        Set<String> messages = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            String line = damaged("shop submit,own " + Hashes.of("s3cret") + " rate=100/s burst=200", random);
            try {
                Tokens.of("# first\n" + line);
            } catch (IllegalArgumentException e) {
                messages.add(Objects.requireNonNull(e.getMessage()));
            }
        }
        assertThat(messages)
                .containsExactlyInAnyOrder(
                        "the list has no token",
                        "line 2 must have three parts: name, scopes and sha256:<hex of the token>",
                        "line 2 must begin with a name of 1 to 64 letters, digits, '_', '.' and '-'",
                        "line 2 has a scope other than submit, read, own, admin",
                        "line 2 must have sha256:<hex of the token> as its third part",
                        "line 2 must have 64 hexadecimal digits behind sha256:",
                        "line 2 may have only rate= and burst= behind the token's hash, each once",
                        "line 2 has burst= without rate=",
                        "line 2 must have a rate from 1/h to 1000000/s, such as rate=100/s, rate=600/m or rate=5/h",
                        "line 2 must have a burst from 1 to 1000000, such as burst=200");
    }

    /** A line with parts left out, doubled and exchanged, and characters changed. */
    private static String damaged(String line, Random random) {
        List<String> parts = new ArrayList<>(List.of(line.split(" ")));
        for (int i = random.nextInt(4); i > 0 && !parts.isEmpty(); i--) {
            int at = random.nextInt(parts.size());
            switch (random.nextInt(4)) {
                case 0 -> parts.remove(at);
                case 1 -> parts.add(parts.get(at));
                case 2 -> Collections.swap(parts, at, random.nextInt(parts.size()));
                default -> parts.set(at, changed(parts.get(at), random));
            }
        }
        return String.join(" ", parts);
    }

    private static String changed(String part, Random random) {
        String strange = "0159afgz/=:,;#._-%\0\u00e9\u0661\ud800 \t";
        int from = random.nextInt(part.length() + 1);
        int to = from + random.nextInt(Math.min(3, part.length() - from + 1));
        char other = strange.charAt(random.nextInt(strange.length()));
        return part.substring(0, from) + (random.nextBoolean() ? other : "") + part.substring(to);
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
