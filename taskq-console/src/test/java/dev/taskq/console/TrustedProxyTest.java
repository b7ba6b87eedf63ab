package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskq.console.TrustedProxy.BadPartException;
import dev.taskq.console.TrustedProxy.Part;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxyTest {
    private static final String HEADER = "X-User";

    private static Optional<Caller> person(TrustedProxy proxy, String peer, String name) {
        return proxy.personOf(peer, header -> header.equals(HEADER) ? Optional.of(name) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "10.0.0.7, ::ffff:10.0.0.7, true",
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.128.0/17, 10.1.127.255, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "fe80::1, fe80::1%eth0, true",
        "10.0.0.0/8, fd00::1, false",
        "10.0.0.0/8, proxy.example, false"
    })
    void peersAreAddressesAndNetworks(String peers, String peer, boolean isTrusted) {
        TrustedProxy proxy = TrustedProxy.of(peers, HEADER, "*=read");
        assertThat(person(proxy, peer, "alice").isPresent()).isEqualTo(isTrusted);
    }

    @Test
    void everyoneElseHasTheScopesOfTheStar() {
        TrustedProxy proxy = TrustedProxy.of("10.0.0.7", HEADER, "alice=admin; bob@shop.example = read,own ; *=read");
        assertThat(person(proxy, "10.0.0.7", "alice")).contains(new Caller("alice", Set.of(Scope.ADMIN)));
        assertThat(person(proxy, "10.0.0.7", "bob@shop.example"))
                .contains(new Caller("bob@shop.example", Set.of(Scope.READ, Scope.OWN)));
        assertThat(person(proxy, "10.0.0.7", "carol")).contains(new Caller("carol", Set.of(Scope.READ)));
        for (String none : new String[] {"", "*", "a b", "a,b", "<script>", "x".repeat(65)}) {
            assertThat(person(proxy, "10.0.0.7", none)).as(none).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "proxy.example", "10.0.0.256", "10.0.0.0/0", "10.0.0.0/33", "10.0.0.7,", "10.0.0.0/x", "::g"
            })
    void badPeersAreRefused(String peers) {
        refused(Part.PEERS, peers, HEADER, "*=read");
    }

    /** A lookup would be the cause, or find an address. */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.256", "999.0.0.1", "10.0.0.07", ".1:2"})
    void typingErrorIsNotResolvedAsAName(String peers) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Peers.of(peers))
                .withNoCause();
        assertThat(Peers.of("10.0.0.0/8").has(peers)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X User", "X:User"})
    void badHeadersAreRefused(String header) {
        refused(Part.HEADER, "10.0.0.7", header, "*=read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "alice", "alice=", "alice=submit", "alice=root", "a b=read", "*=read;*=admin", "alice=read;"
            })
    void badRolesAreRefused(String roles) {
        refused(Part.ROLES, "10.0.0.7", HEADER, roles);
    }

    private static void refused(Part part, String peers, String header, String roles) {
        assertThatExceptionOfType(BadPartException.class)
                .isThrownBy(() -> TrustedProxy.of(peers, header, roles))
                .matches(e -> e.part() == part);
    }
}
