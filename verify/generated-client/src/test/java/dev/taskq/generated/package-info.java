@NullUnmarked
package dev.taskq.generated;

import org.jspecify.annotations.NullUnmarked;
