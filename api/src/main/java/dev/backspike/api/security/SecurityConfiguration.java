package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.problem.ProblemResponses;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/** The filters that every request passes, including requests to a separate management port. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            SecurityProperties properties,
            ProblemResponses problems,
            BearerTokens tokens,
            AccessRules rules,
            RequestLimit limit,
            AuditLog audit) {
        common(http);
        return switch (properties.mode()) {
            case NONE ->
                http.anonymous(everybody -> everybody.principal(Caller.LOCAL))
                        .addFilterAfter(new LoopbackGuard(problems), HeaderWriterFilter.class)
                        .build();
            case TOKENS -> {
                Refusals refusals = new Refusals(problems, rules);
                // The configurer for resource servers would expose an additional public path.
                BearerTokenAuthenticationFilter bearer = new BearerTokenAuthenticationFilter(tokens);
                bearer.setAuthenticationEntryPoint(refusals);
                yield http.addFilter(bearer)
                        .exceptionHandling(refused ->
                                refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                        .authorizeHttpRequests(requests -> requests.anyRequest().access(rules))
                        .addFilterAfter(new RequestLimitFilter(limit, problems), BearerTokenAuthenticationFilter.class)
                        .addFilterAfter(new AuditFilter(audit), RequestLimitFilter.class)
                        .build();
            }
        };
    }

    /** Admits all HTTP methods, so that an unsupported one is answered with 405. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    /** Uses neither sessions nor cookies, so that another site cannot make a browser send credentials. */
    private static void common(HttpSecurity http) {
        http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                        // Responses must not be cached by intermediaries; clients revalidate them with ETags.
                        .addHeaderWriter(new StaticHeadersWriter("Cache-Control", "private, no-cache"))
                        // Files of the page bring one of their own, which stays.
                        .contentSecurityPolicy(
                                policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)));
    }
}
