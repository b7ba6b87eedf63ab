package dev.taskq.redis;

/**
 * The names of all keys. Their hash tag consists of the prefix and the bucket of the type, so that one script may use all
 * types of a bucket, also on a Redis Cluster. Today all types are in bucket 0. Immutable.
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

    /** The position where the next scan for old deliveries of a type begins. */
    String cursor(String type) {
        return tag + "c:" + type;
    }

    /** Exists if the next hint must be a new one, when hints are taken one by one. */
    String turn(String type) {
        return tag + "t:" + type;
    }
}
