// The SDK says at every start on Node 20 that its releases of 2027 will need Node 22; ours are pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
