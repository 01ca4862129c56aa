/**
 * Clients of the service, many at a time, in one process. Start with {@link generator.Load}; every measurement is a
 * class of its own ({@code Submitting}, {@code Claiming}, {@code Reporting}, {@code Following}) on top of
 * {@code Connection}, {@code Clients} and {@code Documents}. It knows the service by its HTTP interface only.
 */
package generator;
