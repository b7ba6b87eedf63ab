package dev.taskq.redis;

/**
 * The names of all keys. Their hash tag is the prefix and the bucket of the type, so that one script may touch all types
 * of a bucket, on a Redis Cluster too. Today everything is in bucket 0. Immutable.
 */
final class Keys {
    private final String tag;

    Keys(String prefix) {
        tag = "{" + prefix + ":0}:";
    }

    /** The hints of a type. */
    String stream(String type) {
        return tag + "s:" + type;
    }

    /** The tokens that wake agents of a type. */
    String wakeUp(String type) {
        return tag + "b:" + type;
    }

    /** Where the next look for a type's old deliveries begins. */
    String cursor(String type) {
        return tag + "c:" + type;
    }

    /** Whether a fresh hint of a type is next, where hints are taken one by one. */
    String turn(String type) {
        return tag + "t:" + type;
    }
}
