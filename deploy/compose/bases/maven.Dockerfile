# What maven:3.9-eclipse-temurin-25 is: Maven and JDK 25. The JDK and Maven's local repository are those of this machine.
ARG DEBIAN
FROM ${DEBIAN}
RUN apt-get update -q && apt-get install -y -q --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
COPY jdk /opt/java/openjdk
COPY repository /opt/maven-repository
RUN mkdir /root/.m2 && \
    echo '<settings><localRepository>/opt/maven-repository</localRepository></settings>' >/root/.m2/settings.xml
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH
