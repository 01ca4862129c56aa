# Images of Backspike: targets `api` (the service and the client) and `worker`.
#
#   docker build --target api -t backspike-api .
#   docker build --target worker -t backspike-worker .                                          # for NVIDIA GPUs
#   docker build --target worker --build-arg WORKER_BASE=debian:bookworm-slim -t backspike-worker:cpu .
#
# Base images are arguments, for registries and distributions of one's choice: any Debian or Ubuntu with bash will do.
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-25
ARG API_BASE=debian:bookworm-slim
# The runtime of CUDA 12, with NVRTC, which compiles the kernels; that of 12.8 is the first that knows Blackwell.
ARG WORKER_BASE=nvidia/cuda:12.8.1-runtime-ubuntu24.04

# A Java runtime of the modules that the service and the worker use, without the tools of a JDK.
FROM ${MAVEN_IMAGE} AS runtime
RUN jlink --add-modules java.se,jdk.crypto.ec,jdk.incubator.vector,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs \
      --no-man-pages --no-header-files --output /java

FROM ${MAVEN_IMAGE} AS build
WORKDIR /build
COPY . .
# The profile `release` writes the bills of materials.
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn -B -q '-P!format,release' -Dmaven.test.skip=true -Dspring-boot.repackage.skip=true package
# Libraries of others, which change seldom, apart from those of this project, for a layer each.
RUN for module in api worker cli; do \
      mkdir -p "/image/libraries/$module/lib" "/image/$module/lib" && \
      cp -p "$module/target/dist/lib/"* "/image/libraries/$module/lib" && \
      find "/image/libraries/$module/lib" -name 'backspike-*.jar' -exec mv -t "/image/$module/lib" {} + && \
      cp -p "$module/target/dist/backspike-$module"-*.jar "/image/$module/backspike-$module.jar" || exit; \
    done && \
    mkdir -p /image/sbom && \
    for module in api worker; do \
      cp "$module/target/classes/META-INF/sbom/application.cdx.json" "/image/sbom/$module.cdx.json" || exit; \
    done

FROM ${API_BASE} AS api
COPY --from=runtime /java /opt/java
COPY deploy/image/healthy deploy/image/backspike /usr/local/bin/
COPY deploy/examples /opt/backspike/examples
COPY --from=build /image/libraries/api /opt/backspike/api
COPY --from=build /image/libraries/cli /opt/backspike/cli
COPY --from=build /image/sbom/api.cdx.json /opt/backspike/sbom/
COPY --from=build /image/api /opt/backspike/api
COPY --from=build /image/cli /opt/backspike/cli
ENV PATH=/opt/java/bin:$PATH BACKSPIKE_DATA_DIRECTORY=/data SERVER_ADDRESS=0.0.0.0
# The start-up cache is recorded in this image because it is valid for this runtime and these files only: a start that
# ends when all beans exist.
RUN mkdir /data && chown 10001:10001 /data && \
    java --enable-native-access=ALL-UNNAMED -XX:AOTCacheOutput=/opt/backspike/api.aot -Dspring.context.exit=onRefresh \
      -Dbackspike.data.directory=/tmp/recording -Dserver.address=127.0.0.1 -Dbackspike.worker.enabled=false \
      -cp /opt/backspike/api/backspike-api.jar dev.backspike.api.ApiApplication && \
    rm -rf /tmp/recording
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["healthy", "8080", "/actuator/health/readiness"]
# Containers end with the process: one without memory ends instead of staying half alive.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/backspike/api.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-cp", "/opt/backspike/api/backspike-api.jar", "dev.backspike.api.ApiApplication"]

FROM ${WORKER_BASE} AS worker
COPY --from=runtime /java /opt/java
COPY deploy/image/healthy /usr/local/bin/
COPY --from=build /image/libraries/worker /opt/backspike/worker
COPY --from=build /image/sbom/worker.cdx.json /opt/backspike/sbom/
COPY --from=build /image/worker /opt/backspike/worker
ENV PATH=/opt/java/bin:$PATH SERVER_ADDRESS=0.0.0.0 BACKSPIKE_DATASETS_CACHE=/data/fetched XDG_CACHE_HOME=/data/cache
RUN mkdir /data && chown 10001:10001 /data && \
    java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
      -XX:AOTCacheOutput=/opt/backspike/worker.aot -Dspring.context.exit=onRefresh \
      -Dbackspike.worker.api=http://127.0.0.1:1 -Dbackspike.worker.device=cpu \
      -cp /opt/backspike/worker/backspike-worker.jar dev.backspike.worker.WorkerApplication
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8081
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["healthy", "8081", "/actuator/health/readiness"]
ENTRYPOINT ["java", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/backspike/worker.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-cp", "/opt/backspike/worker/backspike-worker.jar", "dev.backspike.worker.WorkerApplication"]
