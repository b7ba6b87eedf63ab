package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Types} promises, as tests: registering, admitting, pausing and forgetting types, and their backlog. */
public interface TypesContract extends TypeContract, AdmissionContract, BacklogContract, UnusedTypeContract {}
