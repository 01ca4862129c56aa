/**
 * Who may call what. {@code SecurityConfiguration} makes the chain of filters that every request passes:
 * {@code LoopbackGuard} while there are no tokens ({@code Exposure} sees to it that then only this machine can
 * connect); else {@code BearerTokens} says who calls, {@code AccessRules} what that takes, {@code RequestLimit} how
 * often, {@code AuditFilter} writes it down. Whose a job is, is a matter of {@link dev.backspike.api.access} and of the
 * features themselves.
 */
@NullMarked
package dev.backspike.api.security;

import org.jspecify.annotations.NullMarked;
