package dev.taskq.server;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The origins of pages whose scripts may call from a browser (CORS). A browser adds no credentials of its own: a script
 * sends a token like all other callers, so it is safe to allow every origin. Immutable.
 */
public final class CorsOrigins {
    /** Allows no script of another origin. */
    public static final CorsOrigins NONE = new CorsOrigins(Set.of());

    /** Allows scripts of every origin. */
    public static final CorsOrigins ALL = new CorsOrigins(Set.of("*"));

    private static final Pattern ORIGIN =
            Pattern.compile("https?://([a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}])(:[1-9][0-9]{0,4})?");

    private final Set<String> origins;

    private CorsOrigins(Set<String> origins) {
        this.origins = origins;
    }

    /**
     * Allows scripts of some origins.
     *
     * @param origins origins as browsers send them, such as {@code https://shop.example} or
     *     {@code http://localhost:3000}: in lower case, without a path, and without the usual port of the scheme
     * @return the origins
     * @throws IllegalArgumentException if one is not an origin
     */
    public static CorsOrigins of(Set<String> origins) {
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "an origin must be like https://shop.example or http://localhost:3000, in lower case and without a path");
            }
        }
        return new CorsOrigins(Set.copyOf(origins));
    }

    /**
     * Whether no script may call.
     *
     * @return true for {@link #NONE}
     */
    public boolean isNone() {
        return origins.isEmpty();
    }

    /**
     * Whether scripts of every origin may call.
     *
     * @return true for {@link #ALL}
     */
    public boolean isAll() {
        return equals(ALL);
    }

    /**
     * Finds the origin that an answer names, if scripts of the given one may call.
     *
     * @param origin the origin of a request
     * @return the same or {@code *}; empty if its scripts may not call
     */
    public Optional<String> allowed(String origin) {
        if (isAll()) {
            return Optional.of("*");
        }
        return Optional.of(origin).filter(origins::contains);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CorsOrigins same && origins.equals(same.origins);
    }

    @Override
    public int hashCode() {
        return origins.hashCode();
    }

    @Override
    public String toString() {
        return origins.toString();
    }
}
