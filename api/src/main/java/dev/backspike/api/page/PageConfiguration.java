package dev.backspike.api.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the files of the page. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebMvcConfigurer {

    /**
     * Scripts, styles and requests of this service only, none of them within the document. {@code trusted-types 'none'}
     * makes the browser refuse to read any text as HTML, so that what users write cannot become a part of the page.
     */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        views.addViewController("/").setViewName("forward:/page/index.html");
    }

    /**
     * Browsers keep the files, but ask each time whether they have changed: a file has the same name in every release.
     * Their tags are made of the content, since all files of a reproducible build have the same date.
     */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry handlers) {
        handlers.addResourceHandler("/page/**")
                .addResourceLocations("classpath:/static/page/")
                .setUseLastModified(false)
                .setEtagGenerator(new ContentTags()::of)
                .setCacheControl(CacheControl.noCache().cachePrivate());
    }

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(new Policy()).addPathPatterns("/", "/page/**");
    }

    private static final class Policy implements HandlerInterceptor {

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            // A site that has opened the page in a window gets no hold of it.
            response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
            return true;
        }
    }
}
