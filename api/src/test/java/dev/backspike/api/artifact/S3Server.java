package dev.backspike.api.artifact;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.robothy.netty.initializer.HttpServerInitializer;
import com.robothy.s3.core.service.BucketService;
import com.robothy.s3.core.service.ObjectService;
import com.robothy.s3.core.service.manager.LocalS3Manager;
import com.robothy.s3.core.service.manager.vectors.LocalS3VectorsManager;
import com.robothy.s3.core.service.s3vectors.S3VectorsService;
import com.robothy.s3.rest.handler.LocalS3RouterFactory;
import com.robothy.s3.rest.service.DefaultServiceFactory;
import com.robothy.s3.rest.service.ServiceFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import software.amazon.awssdk.services.s3.S3Client;

/** LocalS3, in memory and on the loopback interface: started its own way it would listen on all. */
public final class S3Server implements AutoCloseable {

    private final EventLoopGroup connections = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final EventExecutorGroup handlers = new DefaultEventExecutorGroup(2);
    private final Channel channel;

    public S3Server() throws InterruptedException {
        channel = new ServerBootstrap()
                .group(connections)
                .channel(NioServerSocketChannel.class)
                .childHandler(new HttpServerInitializer(handlers, LocalS3RouterFactory.create(services())))
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort());
    }

    public void createBucket(String name) {
        try (S3Client client =
                ArtifactConfiguration.client(new ArtifactProperties.S3(name, "", url(), "us-east-1", true))) {
            client.createBucket(request -> request.bucket(name));
        }
    }

    private static ServiceFactory services() {
        LocalS3Manager objects = LocalS3Manager.createInMemoryS3Manager();
        LocalS3VectorsManager vectors = LocalS3VectorsManager.createInMemory();
        XmlMapper xml = new XmlMapper();
        xml.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        xml.registerModules(new Jdk8Module(), new JavaTimeModule());
        ServiceFactory services = new DefaultServiceFactory();
        services.register(BucketService.class, objects::bucketService);
        services.register(ObjectService.class, objects::objectService);
        services.register(S3VectorsService.class, vectors::s3VectorsService);
        services.register(XmlMapper.class, () -> xml);
        services.register(ObjectMapper.class, ObjectMapper::new);
        return services;
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        var _ = connections.shutdownGracefully();
        var _ = handlers.shutdownGracefully();
    }
}
