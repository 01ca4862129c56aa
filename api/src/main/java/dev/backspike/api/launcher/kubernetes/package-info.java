/**
 * Launches a worker in a Kubernetes cluster for each attempt ({@code backspike.launcher=kubernetes}). {@code Launcher}
 * runs a pass every second: it compares the queue with the Jobs of the cluster, which {@code Cluster} watches, creates
 * what is missing ({@code WorkerObjects}), fails attempts whose pod has ended ({@code PodEnd}) and deletes Jobs whose
 * attempt is over. {@code PodWait} says why a job waits. Nothing about Jobs is stored: names and labels carry job,
 * attempt and launch, so that any number of replicas of the service may run passes, and a restart loses nothing.
 */
@NullMarked
package dev.backspike.api.launcher.kubernetes;

import org.jspecify.annotations.NullMarked;
