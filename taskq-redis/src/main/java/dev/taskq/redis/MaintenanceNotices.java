package dev.taskq.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;

/**
 * Notices of maintenance, which Lettuce asks Redis for from its version 7 on: of no use where a connection that broke is thrown
 * away, and a command more that a user must be allowed. Spring Boot 3.5 and 4.0 bring versions that know no notices.
 */
final class MaintenanceNotices {
    private MaintenanceNotices() {}

    /** The options, with notices switched off where there are any. */
    static ClientOptions.Builder none(ClientOptions.Builder options) {
        try {
            return options.maintNotificationsConfig(MaintNotificationsConfig.disabled());
        } catch (NoClassDefFoundError | NoSuchMethodError e) {
            return options;
        }
    }
}
