/**
 * Looks at what operators are given, {@code compose.yaml} and the files under {@code deploy/}, without running any of it: whether
 * each can be read, fits the settings and metrics that there are, and keeps to what its neighbours say.
 */
@NullMarked
package dev.taskq.deploy;

import org.jspecify.annotations.NullMarked;
