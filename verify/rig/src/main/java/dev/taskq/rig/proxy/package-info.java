/**
 * A network with faults: {@link dev.taskq.rig.proxy.TcpProxy} is between a client and a server, and cuts, silences or
 * delays their traffic. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.rig.proxy;

import org.jspecify.annotations.NullMarked;
