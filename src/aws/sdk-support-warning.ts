// On Node 20, the SDK warns at every start that its releases of 2027 will need Node 22. Our version is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
