import Foundation
import Model

extension WallTable {
    static let registry = [
        WallCase("TenantStore.find(_:)", .registryRead) { stores, sample in try stores.tenants.find(sample.tenantID).count },
        WallCase("TenantStore.find(slug:)", .registryRead) { stores, sample in try stores.tenants.find(slug: sample.slug).count },
        WallCase("TenantStore.find(host:)", .registryRead) { stores, sample in try stores.tenants.find(host: sample.host).count },
        WallCase("TenantStore.all()", .registryRead) { stores, _ in try stores.tenants.all().count },
        WallCase("TenantStore.page(only:after:limit:)", .registryRead) { stores, sample in
            try stores.tenants.page(only: sample.tenantID, after: nil, limit: 10).count
        },
        WallCase("TenantStore.lock(_:)", .registryWrite) { stores, sample in try stores.tenants.lock(sample.tenantID).count },
        WallCase("TenantStore.checkWritable()", .nobodys) { stores, _ in
            try stores.tenants.checkWritable()
            return 0
        },
        // The tenant is there already; only its own transaction gets as far as learning it.
        WallCase("TenantStore.insert(_:slug:name:dialect:publicURL:isSandbox:)", .registryWrite) { stores, _ in
            try stores.tenants.insert(
                stores.tenantID, slug: "second", name: "Second", dialect: "xref", publicURL: nil, isSandbox: false)
            return 1
        },
        WallCase("TenantStore.insertHost(_:tenant:)", .registryWrite) { stores, sample in
            try stores.tenants.insertHost("second.example", tenant: sample.tenantID)
            return 0
        },
        WallCase("TenantStore.deleteHost(_:tenant:)", .registryWrite) { stores, sample in
            try stores.tenants.deleteHost(sample.host, tenant: sample.tenantID).count
        },
        WallCase("TenantStore.hosts(tenant:)", .registryRead) { stores, sample in
            try stores.tenants.hosts(tenant: sample.tenantID).count
        },
        WallCase("TenantStore.setSettings(_:tenant:)", .registryWrite) { stores, sample in
            try stores.tenants.setSettings(TenantSettings(storefrontURL: "https://store.example"), tenant: sample.tenantID)
            return 0
        },
        WallCase("TenantStore.setDisabled(_:tenant:)", .registryWrite) { stores, sample in
            try stores.tenants.setDisabled(true, tenant: sample.tenantID)
            return 0
        },
        WallCase("TenantStore.setClockOffset(_:tenant:)", .registryWrite) { stores, sample in
            try stores.tenants.setClockOffset(.seconds(60), tenant: sample.tenantID)
            return 0
        },
        WallCase("AdminKeyStore.insert(_:tenant:name:permissions:lifetime:notAfter:)", .registryWrite) { stores, sample in
            try stores.adminKeys.insert(.fresh(), tenant: sample.tenantID, name: "second", permissions: [.all], lifetime: nil)
                .name.isEmpty ? 0 : 1
        },
        WallCase("AdminKeyStore.find(_:)", .registryRead) { stores, sample in try stores.adminKeys.find(sample.adminKeyID).count },
        WallCase("AdminKeyStore.page(tenant:after:limit:)", .registryRead) { stores, sample in
            try stores.adminKeys.page(tenant: sample.tenantID, after: nil, limit: 10).count
        },
        WallCase("AdminKeyStore.isUseNoted(_:)", .registryRead) { stores, sample in
            try stores.adminKeys.isUseNoted(sample.usedKeyID).count
        },
        WallCase("AdminKeyStore.lock(_:tenant:)", .registryWrite) { stores, sample in
            try stores.adminKeys.lock(sample.adminKeyID, tenant: sample.tenantID).count
        },
        WallCase("AdminKeyStore.shorten(_:tenant:to:)", .registryWrite) { stores, sample in
            try stores.adminKeys.shorten(sample.adminKeyID, tenant: sample.tenantID, to: .seconds(60)).count
        },
        WallCase("AdminKeyStore.touch(_:tenant:)", .registryWrite) { stores, sample in
            try stores.adminKeys.touch(sample.adminKeyID, tenant: sample.tenantID)
            return 0
        },
        WallCase("AdminKeyStore.findLive(_:)", .registryRead) { stores, sample in
            try stores.adminKeys.findLive([sample.hashes.adminKey]).count
        },
        WallCase("AdminKeyStore.all()", .registryRead) { stores, _ in try stores.adminKeys.all().count },
        WallCase("AdminKeyStore.revoke(_:tenant:)", .registryWrite) { stores, sample in
            try stores.adminKeys.revoke(sample.adminKeyID, tenant: sample.tenantID).count
        },
    ]
}
