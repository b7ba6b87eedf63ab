package dev.taskq.cli;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The coordinator that a command calls, and the token for it. Both come from one place, so that a token never goes to an address
 * that it is not for. Immutable.
 *
 * @param url the address
 * @param token the token
 */
record Target(URI url, String token) {
    private static final String URL = "TASKQ_URL";
    private static final String TOKEN = "TASKQ_TOKEN";
    private static final String PROFILE = "TASKQ_PROFILE";
    private static final String DEFAULT_PROFILE = "default";
    private static final Pattern TOKENS = Pattern.compile("[!-~]+");
    private static final String HOW =
            "Set TASKQ_URL and TASKQ_TOKEN, or name a profile with --profile. docs/cli.md says more.";

    /** Must not show the token. */
    @Override
    public String toString() {
        return url.toString();
    }

    /**
     * Finds the target: a profile that is named, otherwise the environment, otherwise the profile "default".
     *
     * @param url the address of the command line, with the token of the environment
     * @param profile the profile of the command line
     * @param at the surroundings
     * @return the target
     */
    static Target of(Optional<String> url, Optional<String> profile, Surroundings at) {
        if (url.isPresent() && profile.isPresent()) {
            throw ComplaintException.usage("--url and --profile exclude each other", "Give one of them.");
        }
        Optional<String> named = url.isPresent() ? Optional.empty() : profile.or(() -> at.variable(PROFILE));
        if (named.isPresent()) {
            return ofProfile(named.get(), at);
        }
        Optional<String> address = url.or(() -> at.variable(URL));
        if (address.isPresent()) {
            String from = url.isPresent() ? "--url" : URL;
            // No message has the address: it may be a token at the wrong place, or have a password.
            String token = at.variable(TOKEN)
                    .orElseThrow(() -> ComplaintException.usage("there is no token for the address of " + from, HOW));
            return checked(address.get(), token, from, TOKEN);
        }
        if (Profiles.of(at).exist()) {
            return ofProfile(DEFAULT_PROFILE, at);
        }
        throw ComplaintException.usage("the address of a coordinator is not set", HOW);
    }

    private static Target ofProfile(String name, Surroundings at) {
        Profiles profiles = Profiles.of(at);
        if (!profiles.exist()) {
            throw ComplaintException.usage(
                    "there is no profile \"" + name + "\", because there is no file " + profiles.file(), HOW);
        }
        Profiles.Profile profile = profiles.profile(name)
                .orElseThrow(() -> ComplaintException.usage(
                        "there is no profile \"" + name + "\" in " + profiles.file(),
                        "It has: " + String.join(", ", profiles.names()) + "."));
        String url = profile.url().orElseThrow(() -> missing(name, "url", profiles));
        String token = profile.token().orElseThrow(() -> missing(name, "token", profiles));
        return checked(url, token, name + ".url", name + ".token");
    }

    private static ComplaintException missing(String name, String field, Profiles profiles) {
        return ComplaintException.usage(
                "the profile \"" + name + "\" lacks " + field, "Add " + name + "." + field + " to " + profiles.file());
    }

    private static Target checked(String url, String token, String urlFrom, String tokenFrom) {
        if (!TOKENS.matcher(token).matches()) {
            throw ComplaintException.usage(
                    tokenFrom + " is no token: it has other characters than printable ASCII, or spaces",
                    "Set it again, without quotes and line breaks.");
        }
        try {
            URI address = URI.create(url);
            String scheme = address.getScheme();
            if (address.getHost() != null
                    && address.getQuery() == null
                    && address.getUserInfo() == null
                    && ("http".equals(scheme) || "https".equals(scheme))) {
                return new Target(address, token);
            }
        } catch (IllegalArgumentException e) {
            // The same answer.
        }
        throw ComplaintException.usage(
                urlFrom + " is no address",
                "An address is like http://localhost:8080, without user, password and query.");
    }
}
