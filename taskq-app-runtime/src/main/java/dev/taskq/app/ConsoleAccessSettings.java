package dev.taskq.app;

import java.util.Optional;

/** The settings that say what a coordinator's console shows to whom. */
public final class ConsoleAccessSettings {
    /** The values that the console does not show; empty for none. */
    public static final Setting<Optional<String>> MASK = SettingKinds.described(
                    "taskq.console.mask",
                    "types with JSON pointers, such as charge:/card/number,/card/cvc;mail:/recipients/*/address",
                    "The values of params and results that [the console does not show](console.md#masked-values), for each type"
                            + " of tasks. The API shows them.")
            .onlyOf(App.COORDINATOR);

    /** The addresses of the proxy that names persons to the console; empty for none. */
    public static final Setting<Optional<String>> PROXY_PEERS = SettingKinds.described(
                    "taskq.console.proxy.peers",
                    "addresses and networks, such as 10.0.0.7,10.1.0.0/16",
                    "From where [a proxy that names the person](console.md#behind-a-proxy-that-signs-people-in) connects. The three"
                            + " settings of the proxy are set together.")
            .onlyOf(App.COORDINATOR);

    /** The header in which the proxy names a person. */
    public static final Setting<Optional<String>> PROXY_HEADER = SettingKinds.described(
                    "taskq.console.proxy.header",
                    "the name of a header, such as X-Forwarded-User",
                    "The header in which the proxy names the person. The header of any other peer is ignored.")
            .onlyOf(App.COORDINATOR);

    /** The scopes of the persons whom the proxy names. */
    public static final Setting<Optional<String>> PROXY_ROLES = SettingKinds.described(
                    "taskq.console.proxy.roles",
                    "persons with scopes, such as alice=admin;bob=read,own;*=read",
                    "What the persons whom the proxy names may do. `*` is everyone else. A person without scopes signs in with"
                            + " a token.")
            .onlyOf(App.COORDINATOR);

    private ConsoleAccessSettings() {}
}
