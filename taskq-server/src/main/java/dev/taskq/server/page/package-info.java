/**
 * The seam for pages that a server shows beside its API. It is for taskq-console alone, and may change in any release:
 * {@link dev.taskq.server.page.Pages} is the entry point.
 */
@NullMarked
package dev.taskq.server.page;

import org.jspecify.annotations.NullMarked;
