/**
 * The pages of the console. {@link dev.taskq.console.site.Site} is the entry point; the templates in {@code src/main/jte}
 * become classes of this package.
 */
@NullMarked
package dev.taskq.console.site;

import org.jspecify.annotations.NullMarked;
