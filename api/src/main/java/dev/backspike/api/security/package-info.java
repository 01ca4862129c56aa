/**
 * Authentication, authorisation, rate limits and audit. {@code SecurityConfiguration} creates the chain of filters that
 * every request passes. Without tokens, {@code LoopbackGuard} checks the origin of requests, and {@code Exposure}
 * ensures that only this machine can connect. With tokens, {@code BearerTokens} authenticates the caller,
 * {@code AccessRules} determines the scope that a request needs, {@code RequestLimit} limits the rate, and
 * {@code AuditFilter} records changes. Ownership of jobs is the concern of {@link dev.backspike.api.access} and of the
 * features.
 */
@NullMarked
package dev.backspike.api.security;

import org.jspecify.annotations.NullMarked;
