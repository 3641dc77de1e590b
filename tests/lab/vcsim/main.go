// Runs VMware's own simulator (govmomi's) until it is told to end.
//
// Prints one line of JSON once it listens: its port, and what it holds, read
// through govmomi. Its command vcsim is not part of Debian's package.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"log"
	"net/url"
	"os"
	"os/signal"
	"sort"
	"strconv"
	"syscall"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

type datastore struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Capacity int64  `json:"capacity"`
	Free     int64  `json:"free"`
	Usable   bool   `json:"accessible"`
	Hosts    int    `json:"hosts"`
	Machines int    `json:"machines"`
}

type machine struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	CPUs   int32  `json:"cpus"`
	Memory int32  `json:"memory_mb"`
	Power  string `json:"power"`
	Host   string `json:"host"`
}

type estate struct {
	Port       int         `json:"port"`
	Datastores []datastore `json:"datastores"`
	Hosts      []string    `json:"hosts"`
	Clusters   []string    `json:"clusters"`
	Machines   []machine   `json:"machines"`
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// furnish mounts every datastore on every host and gives it figures of its own, by name;
// the last one becomes inaccessible.
func furnish() {
	var hosts []types.ManagedObjectReference
	for _, entity := range simulator.Map.All("HostSystem") {
		hosts = append(hosts, entity.Reference())
	}
	var stores []*simulator.Datastore
	for _, entity := range simulator.Map.All("Datastore") {
		stores = append(stores, entity.(*simulator.Datastore))
	}
	sort.Slice(stores, func(i, j int) bool { return stores[i].Name < stores[j].Name })
	for i, store := range stores {
		store.Summary.Type = "VMFS"
		store.Summary.Capacity = int64(i+1) << 40
		store.Summary.FreeSpace = store.Summary.Capacity / 4
		store.Summary.Uncommitted = store.Summary.Capacity / 2
		store.Summary.Accessible = i == 0 || i < len(stores)-1
		store.Host = nil
		for _, host := range hosts {
			store.Host = append(store.Host, types.DatastoreHostMount{
				Key: host,
				MountInfo: types.HostMountInfo{
					AccessMode: string(types.HostMountModeReadWrite),
					Mounted:    types.NewBool(true),
					Accessible: types.NewBool(store.Summary.Accessible),
				},
			})
		}
	}
}

func read(address *url.URL) estate {
	ctx := context.Background()
	client, err := govmomi.NewClient(ctx, address, true)
	must(err)
	defer func() { _ = client.Logout(ctx) }()
	all, err := view.NewManager(client.Client).CreateContainerView(
		ctx, client.ServiceContent.RootFolder, nil, true)
	must(err)
	var found estate
	var stores []mo.Datastore
	must(all.Retrieve(ctx, []string{"Datastore"}, []string{"name", "summary", "vm", "host"}, &stores))
	for _, s := range stores {
		found.Datastores = append(found.Datastores, datastore{
			s.Self.Value, s.Name, s.Summary.Capacity, s.Summary.FreeSpace,
			s.Summary.Accessible, len(s.Host), len(s.Vm)})
	}
	var hosts []mo.HostSystem
	must(all.Retrieve(ctx, []string{"HostSystem"}, []string{"name"}, &hosts))
	for _, h := range hosts {
		found.Hosts = append(found.Hosts, h.Name)
	}
	var clusters []mo.ClusterComputeResource
	must(all.Retrieve(ctx, []string{"ClusterComputeResource"}, []string{"name"}, &clusters))
	for _, c := range clusters {
		found.Clusters = append(found.Clusters, c.Name)
	}
	var machines []mo.VirtualMachine
	must(all.Retrieve(ctx, []string{"VirtualMachine"},
		[]string{"name", "config.hardware", "runtime"}, &machines))
	for _, m := range machines {
		found.Machines = append(found.Machines, machine{
			m.Self.Value, m.Name, m.Config.Hardware.NumCPU, m.Config.Hardware.MemoryMB,
			string(m.Runtime.PowerState), host(m.Runtime.Host)})
	}
	return found
}

func host(ref *types.ManagedObjectReference) string {
	if ref == nil {
		return ""
	}
	return ref.Value
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address and port; port 0 is any")
	certificate := flag.String("cert", "", "PEM file of the certificate")
	key := flag.String("key", "", "PEM file of its key")
	user := flag.String("user", "vigie", "who may log in")
	password := flag.String("password", "", "their password")
	stores := flag.Int("datastores", 3, "datastores")
	hosts := flag.Int("hosts", 3, "hosts of the cluster")
	pods := flag.Int("pods", 0, "datastore clusters")
	machines := flag.Int("machines", 4, "virtual machines of the cluster")
	flag.Parse()

	model := simulator.VPX()
	model.Host = 0
	model.Datastore = *stores
	model.ClusterHost = *hosts
	model.Machine = *machines
	model.Pod = *pods
	must(model.Create())
	furnish()

	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	must(err)
	model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, *password)}
	server := model.Service.NewServer()

	found := read(server.URL)
	found.Port, err = strconv.Atoi(server.URL.Port())
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(found))

	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	<-ended
	server.Close()
	model.Remove()
}
